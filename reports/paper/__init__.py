"""Papers of reports: headings, paragraphs and tables of thousands of rows, as PDF.

WeasyPrint lays out a thousand rows in ten seconds and more, since each cell is a box that may hold anything. A report's
cells are lines of text, so they are measured and placed here: two thousand rows take about a second. The file is
tagged, so that a screen reader meets headings and tables as such.
"""
