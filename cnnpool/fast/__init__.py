"""The same results for large tensors, in less time and little memory."""
