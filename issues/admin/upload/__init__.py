"""The upload page: choose files, confirm what was read, store it as a draft or an issue."""
