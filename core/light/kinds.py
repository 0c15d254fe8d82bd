# Pictures inside them are most of their weight, and can be made lighter without opening them in an office program.
LIGHT_KINDS = ("pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods")
