"""WordprocessingML: styles, numbering and the walk from the XML to paragraphs, tables and pictures in order."""
