"""The noise filter between two queues of a platform: reports in, decisions out, at least once."""
