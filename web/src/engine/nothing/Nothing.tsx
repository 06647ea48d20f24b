/** Where there is nothing: what is missing, and what one does first, for who may do it. */

import { useRouter } from "@tanstack/react-router";
import { Button, Empty, Flex } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { holds } from "@/shared/api/session";
import { useMe } from "../me";
import { type FirstName, firstsFor } from "./firsts";
import "./nothing.css";

interface Props {
  /** What is missing here, and what it comes from. */
  readonly says: ReactNode;
  readonly first?: readonly FirstName[] | undefined;
  /** What is done first on this very page. */
  readonly children?: ReactNode;
}

export function Nothing({ says, first = [], children }: Props) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const { history } = useRouter();
  const ways = firstsFor(first, (permission) => holds(permissions, permission));
  return (
    <Empty className="nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description={says}>
      {(ways.length > 0 || children) && (
        <Flex gap={8} justify="center" wrap>
          {children}
          {ways.map(({ name, to }) => (
            <Button
              key={name}
              href={to}
              onClick={(event) => {
                event.preventDefault();
                history.push(to);
              }}
            >
              {t(`first.${name}`)}
            </Button>
          ))}
        </Flex>
      )}
    </Empty>
  );
}
