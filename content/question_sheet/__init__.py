"""The question sheet: a printable list of questions to ask a clinic."""
