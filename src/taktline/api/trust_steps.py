"""How each kind of device is made to trust a certificate, in the words of its own screens."""

from typing import Literal

import msgspec

from taktline.base.text import Text

Screen = Literal["phone", "window"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do.

    Attributes:
        text: the sentence.
        screen: what is drawn beside it, if anything.
        title: of the screen.
        rows: what stands on the screen.
        touched: those rows that are touched.
        typed: what is typed.
    """

    text: Text
    screen: Screen | None = None
    title: Text | None = None
    rows: tuple[Text, ...] = ()
    touched: tuple[Text, ...] = ()
    typed: str = ""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of device.

    Attributes:
        signs: words of which one stands in how its browsers describe themselves.
    """

    name: str
    label: Text
    signs: tuple[str, ...]
    steps: tuple[Step, ...]


SAVE = Text(
    en="Touch “Download the certificate” above; a file taktline-ca.crt is saved.",
    zh="点击上方“下载证书”,保存文件 taktline-ca.crt。",
)
BACK = Text(
    en="Come back to this page and open Taktline: no warning appears any more.",
    zh="回到本页并打开 Taktline:不再出现警告。",
)
CA_CERTIFICATE = Text(en="CA certificate", zh="CA 证书")
INSTALL_ANYWAY = Text(en="Install anyway", zh="仍然安装")
ROOTS = Text(en="Trusted Root Certification Authorities", zh="受信任的根证书颁发机构")
PLACE_ALL = Text(
    en="◉ Place all certificates in the following store", zh="◉ 将所有的证书都放入下列存储"
)
INSTALL_CERTIFICATE = Text(en="Install Certificate…", zh="安装证书…")
PROFILE = Text(en="Profile Downloaded", zh="已下载描述文件")
TRUST_SETTINGS = Text(en="Certificate Trust Settings", zh="证书信任设置")
SWITCH = Text(en="Taktline …   ( ●)", zh="Taktline …   ( ●)")
SETTINGS = Text(en="Settings", zh="设置")

ANDROID = Device(
    name="android",
    label=Text(en="Android phone or PDA", zh="安卓手机或 PDA"),
    signs=("Android",),
    steps=(
        Step(text=SAVE),
        Step(
            text=Text(
                en="Open Settings and search for “CA certificate”, or go: Security and privacy, "
                "More security settings, Encryption and credentials, Install a certificate.",
                zh="打开“设置”搜索“CA 证书”;或依次进入:安全与隐私、更多安全设置、"
                "加密与凭据、安装证书。",
            ),
            screen="phone",
            title=Text(en="Install a certificate", zh="安装证书"),
            rows=(
                CA_CERTIFICATE,
                Text(en="VPN and app user certificate", zh="VPN 和应用用户证书"),
                Text(en="Wi-Fi certificate", zh="WLAN 证书"),
            ),
            touched=(CA_CERTIFICATE,),
        ),
        Step(
            text=Text(
                en="Touch “Install anyway”, give the screen lock's PIN (set one if there is none) "
                "and choose taktline-ca.crt.",
                zh="点击“仍然安装”,输入锁屏密码(没有则先设置),选择 taktline-ca.crt。",
            ),
            screen="phone",
            title=Text(en="Your data won't be private", zh="您的数据将不是私密的"),
            rows=(INSTALL_ANYWAY, Text(en="Don't install", zh="不安装")),
            touched=(INSTALL_ANYWAY,),
        ),
        Step(text=BACK),
    ),
)
IPHONE = Device(
    name="iphone",
    label=Text(en="iPhone or iPad", zh="iPhone 或 iPad"),
    signs=("iPhone", "iPad"),
    steps=(
        Step(
            text=Text(
                en="In Safari touch “Download the certificate” above, then “Allow”.",
                zh="在 Safari 中点击上方“下载证书”,再点“允许”。",
            )
        ),
        Step(
            text=Text(
                en="Open Settings, touch “Profile Downloaded”, then “Install” (top right).",
                zh="打开“设置”,点“已下载描述文件”,再点右上角“安装”。",
            ),
            screen="phone",
            title=SETTINGS,
            rows=(
                Text(en="Apple Account", zh="Apple 账户"),
                PROFILE,
                Text(en="Wi-Fi", zh="无线局域网"),
            ),
            touched=(PROFILE,),
        ),
        Step(
            text=Text(
                en="Settings, General, About, at the very end “Certificate Trust Settings”.",
                zh="“设置”、“通用”、“关于本机”,最下方“证书信任设置”。",
            ),
            screen="phone",
            title=Text(en="About", zh="关于本机"),
            rows=(Text(en="Name", zh="名称"), Text(en="…", zh="…"), TRUST_SETTINGS),
            touched=(TRUST_SETTINGS,),
        ),
        Step(
            text=Text(
                en="Switch Taktline's certificate on and confirm.",
                zh="打开 Taktline 证书的开关并确认。",
            ),
            screen="phone",
            title=TRUST_SETTINGS,
            rows=(SWITCH,),
            touched=(SWITCH,),
        ),
        Step(text=BACK),
    ),
)
WINDOWS = Device(
    name="windows",
    label=Text(en="Windows PC", zh="Windows 电脑"),
    signs=("Windows",),
    steps=(
        Step(text=SAVE),
        Step(
            text=Text(
                en="Open the file and choose “Install Certificate…”, then “Current User”.",
                zh="打开该文件,选择“安装证书…”,再选“当前用户”。",
            ),
            screen="window",
            title=Text(en="Certificate", zh="证书"),
            rows=(
                Text(en="Issued to: Taktline …", zh="颁发给:Taktline …"),
                INSTALL_CERTIFICATE,
            ),
            touched=(INSTALL_CERTIFICATE,),
        ),
        Step(
            text=Text(
                en="Choose the store “Trusted Root Certification Authorities” by hand.",
                zh="手动选择存储“受信任的根证书颁发机构”。",
            ),
            screen="window",
            title=Text(en="Certificate Import Wizard", zh="证书导入向导"),
            rows=(
                Text(en="○ Automatically select the certificate store", zh="○ 自动选择证书存储"),
                PLACE_ALL,
                ROOTS,
            ),
            touched=(PLACE_ALL, ROOTS),
        ),
        Step(
            text=Text(
                en="Next, Finish. Compare the thumbprint (SHA-1) with the one above and say Yes; "
                "then close the browser once.",
                zh="“下一步”、“完成”。将指纹(SHA-1)与上方核对后选“是”,然后重启浏览器一次。",
            )
        ),
        Step(
            text=Text(
                en="Firefox has a store of its own: Settings, Privacy & Security, View "
                "Certificates, Authorities, Import.",
                zh="Firefox 使用自己的证书库:设置、隐私与安全、查看证书、证书颁发机构、导入。",
            )
        ),
    ),
)
LINUX = Device(
    name="linux",
    label=Text(en="Linux PC or TV box", zh="Linux 电脑或电视盒"),
    signs=("Linux", "X11", "CrOS"),
    steps=(
        Step(text=SAVE),
        Step(
            text=Text(
                en="Programs of the system (Debian, Ubuntu):", zh="系统程序(Debian、Ubuntu):"
            ),
            typed="sudo cp taktline-ca.crt /usr/local/share/ca-certificates/\n"
            "sudo update-ca-certificates",
        ),
        Step(
            text=Text(
                en="Chromium and Chrome have a store of their own (package libnss3-tools):",
                zh="Chromium 与 Chrome 使用自己的证书库(软件包 libnss3-tools):",
            ),
            typed="certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Taktline -i taktline-ca.crt",
        ),
        Step(
            text=Text(
                en="Firefox: Settings, Privacy & Security, View Certificates, Authorities, Import.",
                zh="Firefox:设置、隐私与安全、查看证书、证书颁发机构、导入。",
            )
        ),
    ),
)
DEVICES = (ANDROID, IPHONE, WINDOWS, LINUX)
"""In the order in which a browser's own description is looked through: Android names Linux too."""
