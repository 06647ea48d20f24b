/** The frame of a page of administration: its name, what can be done, what it holds. */

import { Flex, Typography } from "antd";
import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly help: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Frame({ title, help, actions, children }: Props) {
  return (
    <>
      <Flex justify="space-between" align="start" gap="middle" wrap>
        <div>
          <Typography.Title level={1} className="admin-title">
            {title}
          </Typography.Title>
          <Typography.Paragraph type="secondary">{help}</Typography.Paragraph>
        </div>
        <Flex gap="small">{actions}</Flex>
      </Flex>
      {children}
    </>
  );
}
