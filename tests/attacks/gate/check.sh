#!/usr/bin/env bash
# Starts the program that the test's arguments name; Bazel wants a script for a test without a language.
exec "$@"
