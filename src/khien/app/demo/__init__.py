"""The main job on three nodes, step by step."""
