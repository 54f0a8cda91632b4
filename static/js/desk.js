// The desk: what django-unfold leaves to the mouse, and what its inline rows forget.
