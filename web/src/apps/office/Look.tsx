/** Colours, language and security nonce of Ant Design, in one place. */

import { LoadingOutlined } from "@ant-design/icons";
import { App, ConfigProvider, theme } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "@/shared/theme/mode";
import { useMotion } from "@/shared/theme/motion";
import { NONCE } from "@/shared/ui/nonce";

const PRIMARY = "#0f766e";
/** A button that works keeps its name: the library's own sign says "loading" before it, and may stay. */
const BUSY = { loadingIcon: <LoadingOutlined aria-hidden /> };
/** What is read has 4.5:1 and more against its ground (WCAG 1.4.3); the library's own is paler. */
const READABLE = {
  light: {
    colorLink: PRIMARY,
    colorTextSecondary: "#555b61",
    colorTextTertiary: "#5f666d",
    colorTextDescription: "#5f666d",
    colorTextPlaceholder: "#696f76",
    colorTextDisabled: "#767676",
    colorSuccess: "#2e7d32",
    colorWarning: "#9a5b00",
    colorError: "#cf1322",
    "green-7": "#256b29",
    green7: "#256b29",
    "gold-7": "#7d4e00",
    gold7: "#7d4e00",
    "orange-7": "#9c3f04",
    orange7: "#9c3f04",
    "cyan-7": "#006d75",
    cyan7: "#006d75",
    "lime-7": "#4a6b00",
    lime7: "#4a6b00",
    "red-7": "#a8071a",
    red7: "#a8071a",
  },
  dark: {
    colorLink: "#5eead4",
    colorTextSecondary: "#c3c7cb",
    colorTextTertiary: "#b3b8bd",
    colorTextDescription: "#b3b8bd",
    colorTextPlaceholder: "#9aa0a6",
    colorTextDisabled: "#8b8f94",
    colorError: "#f27476",
  },
} as const;
/** The page has one ground, down to its end; a marked row stays as readable as any other. */
const PARTS = {
  Layout: { bodyBg: "transparent" },
  Table: { rowSelectedBg: "#eaf5f3", rowSelectedHoverBg: "#dcefeb" },
};
/** The primary colour is a ground for white words; as a word on a dark ground it is too dark. */
const PARTS_ON_DARK = {
  Table: { rowSelectedBg: "#142a28", rowSelectedHoverBg: "#193532" },
  Tabs: {
    itemSelectedColor: READABLE.dark.colorLink,
    itemActiveColor: READABLE.dark.colorLink,
    itemHoverColor: READABLE.dark.colorLink,
  },
  Button: { dangerColor: "#2a0b0c" },
};

export function Look({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  const mode = useTheme((state) => state.mode);
  const motion = useMotion();
  useEffect(() => {
    document.documentElement.dataset.theme = mode;
  }, [mode]);
  return (
    <ConfigProvider
      button={BUSY}
      csp={{ nonce: NONCE }}
      locale={i18n.language === "zh" ? zhCN : enUS}
      theme={{
        algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: PRIMARY,
          borderRadius: 6,
          motion,
          ...READABLE[mode],
        },
        components: { ...PARTS, ...(mode === "dark" ? PARTS_ON_DARK : {}) },
      }}
    >
      <App>{children}</App>
    </ConfigProvider>
  );
}
