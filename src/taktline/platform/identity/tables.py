"""What identity and access bring to the platform: verbs, queries, facts and events."""

from taktline.base.text import Text
from taktline.platform.identity.audit_log import AUDIT_LOG
from taktline.platform.identity.directory_facts import DIRECTORY_FACT_KINDS
from taktline.platform.identity.key_verbs import KEY_VERBS
from taktline.platform.identity.queries import IDENTITY_QUERIES
from taktline.platform.identity.role_verbs import ROLE_VERBS
from taktline.platform.identity.second_signers import SECOND_SIGNERS
from taktline.platform.identity.user_verbs import USER_VERBS
from taktline.platform.outside.file import FILE_FACT_KINDS
from taktline.platform.outside.webhook_verbs import WEBHOOK_VERBS
from taktline.platform.registry import EventKind, Part

VERBS = (*USER_VERBS, *ROLE_VERBS, *KEY_VERBS, *WEBHOOK_VERBS)

QUERIES = (*IDENTITY_QUERIES, AUDIT_LOG, SECOND_SIGNERS)

FACT_KINDS = (*DIRECTORY_FACT_KINDS, *FILE_FACT_KINDS)

_EVENT_LABELS = (
    ("user_account.created", "User created", "用户已新建"),
    ("user_account.changed", "User changed", "用户已修改"),
    ("user_account.disabled", "User disabled", "用户已停用"),
    ("user_account.enabled", "User enabled", "用户已启用"),
    ("pin.set", "PIN set", "PIN 已设置"),
    ("role.created", "Role created", "角色已新建"),
    ("role.changed", "Role changed", "角色已修改"),
    ("role.assigned", "Role assigned", "角色已分配"),
    ("role.revoked", "Role revoked", "角色已收回"),
    ("api_key.created", "API key created", "API 密钥已新建"),
    ("api_key.revoked", "API key revoked", "API 密钥已吊销"),
    ("device.paired", "Device paired", "终端已配对"),
    ("device.revoked", "Device revoked", "终端已撤销"),
    ("webhook.created", "Webhook created", "回调已新建"),
    ("webhook.changed", "Webhook changed", "回调已修改"),
    ("webhook.archived", "Webhook archived", "回调已归档"),
    ("webhook_delivery.requeued", "Webhook delivery requeued", "回调将重新投递"),
)

EVENTS = tuple(
    EventKind(name=name, entity=name.partition(".")[0], label=Text(en=en, zh=zh))
    for name, en, zh in _EVENT_LABELS
)

IDENTITY_PART = Part(
    name="platform.identity", verbs=VERBS, queries=QUERIES, fact_kinds=FACT_KINDS, events=EVENTS
)
