/** The box over the marked rows, left out of the hidden row by which a table measures its columns. */

import TableMeasureRowContext from "antd/es/table/TableMeasureRowContext";
import { type ReactNode, useContext } from "react";

export function MarkAll({ children }: { readonly children: ReactNode }) {
  const isMeasured = useContext(TableMeasureRowContext);
  return isMeasured ? null : children;
}
