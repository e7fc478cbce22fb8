"""One file for one exercise, whoever sent it."""

load("//tools:graded.bzl", "graded")

def submission(lesson, exercise, source, name = "graded", attempt = "", claim_list = None, **kwargs):
    """Builds, links and runs one file for one exercise. Succeeds whatever the file does.

    Args:
      lesson: its name.
      exercise: its name.
      source: the student's file.
      name: of the target; its output is the record.
      attempt: any text; another text runs the claims again.
      claim_list: of the claims to run, if not all.
      **kwargs: of every rule.
    """
    graded(
        name = name,
        allowance = "//tests/%s:%s_allowance" % (lesson, exercise),
        attempt = attempt,
        claim_list = claim_list or "//tests/%s:%s_claim_list" % (lesson, exercise),
        claims = "//tests/%s:%s_claims" % (lesson, exercise),
        contract = "//lessons/%s:%s_contract" % (lesson, exercise),
        exercise = exercise,
        precompiled = "//tests/%s:%s_precompiled" % (lesson, exercise),
        rules = "//tests/%s:%s_rules" % (lesson, exercise),
        source = source,
        **kwargs
    )
