"""One queue and one workbench for every audit stage."""
