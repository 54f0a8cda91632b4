"""What a file says, put into columns that have a width."""

from django.db import models

from issues.ingest.errors import IngestRefused


def fit(model: type[models.Model], name: str, text: str, label: str, line: int = 0) -> str:
    """`text`, when the column holds it: to cut it would lose words without a word."""
    limit = model._meta.get_field(name).max_length
    if limit is not None and len(text) > limit:
        where = f"第{line}行：" if line else ""
        raise IngestRefused(
            f"{where}认出的{label}有{len(text)}个字，超过{limit}个字，多半是认错了：“{text[:30]}…”。"
            "请在文件中把它单独成行后再导入。"
        )
    return text
