"""The readers' site; its pages are rendered from frozen Editions and from nothing else."""
