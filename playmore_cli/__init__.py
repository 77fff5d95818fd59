"""Code-along lectures as executable transcripts with timecodes, in a terminal."""

__version__ = "0.1.0"
