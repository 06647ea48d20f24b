/** Which line a board is to show. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { asked } from "@/shared/api/query";
import { named } from "@/shared/format";
import { BoardFrame } from "./BoardFrame";

export function LinesPage() {
  return (
    <BoardFrame>
      <Lines />
    </BoardFrame>
  );
}

function Lines() {
  const { t, i18n } = useTranslation();
  const lines = useQuery(asked("cockpit.lines", {})).data?.rows;
  return (
    <section className="board-pair">
      <h1>{t("board.choose")}</h1>
      {lines?.length === 0 && <p>{t("board.noLines")}</p>}
      <ul className="board-choices">
        {lines?.map((one) => (
          <li key={one.code}>
            <Link to="/board/$line" params={{ line: one.code }}>
              {named(one, i18n.language)} ({one.stations})
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
