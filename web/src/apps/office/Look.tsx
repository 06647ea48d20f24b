/** Colours, language and security nonce of Ant Design, in one place. */

import { App, ConfigProvider, theme } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "@/shared/theme/mode";
import { NONCE } from "@/shared/ui/nonce";

const PRIMARY = "#0f766e";
/** Of links on a dark ground: 4.5:1 and more against it (WCAG 1.4.3). */
const LINK_ON_DARK = "#5eead4";

export function Look({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  const mode = useTheme((state) => state.mode);
  useEffect(() => {
    document.documentElement.dataset.theme = mode;
  }, [mode]);
  return (
    <ConfigProvider
      csp={{ nonce: NONCE }}
      locale={i18n.language === "zh" ? zhCN : enUS}
      theme={{
        algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: PRIMARY,
          colorLink: mode === "dark" ? LINK_ON_DARK : PRIMARY,
          borderRadius: 6,
        },
      }}
    >
      <App>{children}</App>
    </ConfigProvider>
  );
}
