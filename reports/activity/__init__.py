"""The report of a batch that is signed and filed: gathered, put into sentences, and written as PDF or DOCX.

It is an Indonesian official paper, whoever asks for it: its sentences stand here in that language.
"""
