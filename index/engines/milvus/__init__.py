"""A library in Milvus: see `index.engines.milvus.store`."""
