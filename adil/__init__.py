"""Ädil rates the member organizations of a federated union, fairly and in the open."""

__version__ = "0.1.0"
