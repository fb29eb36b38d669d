"""Pages that a business builds from blocks: drafts, versions, publishing."""
