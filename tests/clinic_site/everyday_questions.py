"""What patients type, and the page that must come first."""

from __future__ import annotations

QUESTIONS = [
    ("does ketamine cure ptsd", "/ketamine-ptsd-research/"),
    ("is it legal", "/getting-care/"),
    ("how much does it cost", "/getting-care/"),
    ("will insurance pay", "/getting-care/"),
    ("can i drive after", "/ketamine-side-effects/"),
    ("nightmares every night", "/what-is-ptsd/"),
    ("flashbacks", "/what-is-ptsd/"),
    ("side effects of ketamine", "/ketamine-side-effects/"),
    ("high blood pressure", "/ketamine-side-effects/"),
    ("who should not take ketamine", "/ketamine-side-effects/"),
    ("is it safe while pregnant", "/ketamine-side-effects/"),
    ("emdr near me", "/proven-ptsd-treatments/"),
    ("va guideline", "/proven-ptsd-treatments/"),
    ("prolonged exposure", "/proven-ptsd-treatments/"),
    ("am i going to get addicted", "/ketamine-myths/"),
    ("can i take ketamine at home", "/ketamine-myths/"),
    ("what if i take zoloft", "/ptsd-medicines/"),
    ("coming off my antidepressant", "/ptsd-medicines/"),
    ("which treatment is best", "/compare-ptsd-treatments/"),
    ("what is esketamine", "/ptsd-medication-alternatives/"),
    ("how fast does it work", "/ketamine-ptsd-research/"),
    ("how does ketamine work in the brain", "/how-ketamine-works/"),
    ("do i have ptsd", "/what-is-ptsd/"),
    ("panic what do i do now", "/crisis/"),
    ("suicidal", "/crisis/"),
    ("i want to die", "/crisis/"),
    ("someone checks my phone", "/safety/"),
    ("questions to ask a clinic", "/questions-to-ask/"),
    ("call me back", "/callback/"),
    ("how do i book an appointment", "/callback/"),
    ("i want to cancel my request", "/request/"),
    ("yoga for ptsd", "/support-and-daily-life/"),
    ("my wife has ptsd", "/support-and-daily-life/"),
    ("new research", "/whats-next-in-research/"),
    ("who reads my form", "/privacy/"),
    ("who wrote this", "/sources-and-review/"),
    ("who are you", "/about-relevance-recovery/"),
    ("can i use a screen reader", "/accessibility/"),
]

# The same, typed as people type on a phone at night.
MISSPELLED = [
    ("suicidel", "suicidal"),
    ("nightmers", "nightmares"),
    ("addicton", "addiction"),
]
