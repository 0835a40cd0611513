"""Item pipelines, one verb each: process, then store."""
