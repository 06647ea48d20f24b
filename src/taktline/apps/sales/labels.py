"""What the columns of the progress of sales orders are called, and what their words mean."""

from collections.abc import Mapping

from taktline.base.text import Text

LABELS: Mapping[str, Text] = {
    "site": Text(en="Site", zh="工厂"),
    "customer_name": Text(en="Name of the customer", zh="客户名称"),
    "customer_name_en": Text(en="English name of the customer", zh="客户英文名称"),
    "salesperson_name": Text(en="Name of the salesperson", zh="业务员姓名"),
    "name": Text(en="Name of the material", zh="物料名称"),
    "state": Text(en="State", zh="状态"),
    "state.open": Text(en="Open", zh="未结"),
    "state.shipped": Text(en="Shipped", zh="已发货"),
    "state.closed": Text(en="Closed short", zh="短交关闭"),
    "state.cancelled": Text(en="Cancelled", zh="已取消"),
    "planned": Text(en="Planned", zh="已排产"),
    "released": Text(en="Released", zh="已下达"),
    "begun": Text(en="Begun", zh="已投产"),
    "finished": Text(en="Finished", zh="已完工"),
    "reserved": Text(en="Reserved", zh="已预留"),
    "free": Text(en="Free in stock", zh="可用库存"),
    "shipped": Text(en="Shipped", zh="已发货"),
    "open": Text(en="To be shipped", zh="未交"),
    "expected_at": Text(en="Expected", zh="预计完成"),
    "is_late": Text(en="Late", zh="延期"),
    "late_days": Text(en="Days late", zh="延期天数"),
    "holds": Text(en="Held by", zh="卡点"),
    "holds.nothing": Text(en="Nothing", zh="无"),
    "holds.unplanned": Text(en="Not planned", zh="未排产"),
    "holds.draft": Text(en="Draft", zh="工单草稿"),
    "holds.held": Text(en="On hold", zh="异常暂停"),
    "holds.suspended": Text(en="Suspended", zh="人工暂停"),
    "holds.material": Text(en="Material", zh="缺料"),
    "holds.judging": Text(en="To be judged", zh="待判"),
    "holds.outside": Text(en="At a supplier", zh="委外"),
    "holds.queue": Text(en="Queue", zh="排队"),
    "holds.work": Text(en="Work", zh="加工中"),
    "holds.shipping": Text(en="Shipping", zh="待发货"),
    "holds.far": Text(en="Far ahead", zh="尚早"),
    "holds_at": Text(en="Held where", zh="卡点位置"),
    "holds_count": Text(en="Held how much", zh="卡点数量"),
}
