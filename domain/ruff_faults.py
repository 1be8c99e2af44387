"""The words of ruff's rules about bugs, leaks and risks, for those that learners meet most."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .rule_words import (
    BASICS,
    CLASSES,
    FUNCTIONS,
    LOOPS,
    MODULES,
    PANDAS,
    SAFETY,
    SERVING,
    STRUCTURES,
    TESTS,
    RuleWords,
)

FAULTS: Final[Mapping[str, RuleWords]] = MappingProxyType({
    "syntax-error": RuleWords(
        "bug", "Python can't read this file",
        "Python reads a file whole before it runs the first line, so one slip stops all of it. The slip is often just before the place that is named.",
        "What is still open where the line begins: a bracket, a quote, a colon?", BASICS),
    "F821": RuleWords(
        "bug", "A name that nothing defines",
        "Python looks a name up only when it gets there, so a misspelt name or a missing import fails in the middle of a run, maybe after hours.",
        "Where should this name get its value: an import, an argument, or another spelling?", BASICS),
    "F822": RuleWords(
        "bug", "`__all__` promises a name that isn't there",
        "`__all__` lists what a module offers. A name that it lacks makes `from module import *` fail.",
        "What is the thing called in this module today?", MODULES),
    "F823": RuleWords(
        "bug", "A local variable read before it has a value",
        "A name that is assigned anywhere in a function is local in all of it, even on the lines before. An outer variable of that name is not seen.",
        "Which value did you want on this line: the outer one or the local one?", FUNCTIONS),
    "F601": RuleWords(
        "bug", "The same key twice in one dictionary",
        "A dictionary keeps one value for each key, so the later one replaces the earlier without a word.",
        "Which of the two values should stay, or should one key be another?", STRUCTURES),
    "F631": RuleWords(
        "bug", "An assertion that is always true",
        "A tuple that holds something counts as true, so `assert (test, message)` never fails.",
        "What do the brackets around test and message make of the two?", TESTS),
    "F632": RuleWords(
        "bug", "Identity where equality is meant",
        "`is` asks whether two names mean one object in memory; `==` asks whether values are equal. For numbers and strings `is` is true only by accident.",
        "Do you want to know whether it is the same object, or an equal value?", BASICS),
    "F811": RuleWords(
        "risk", "Defined again before it was used",
        "The second definition replaces the first, which can't be reached any more. Of two tests of one name only the last one runs.",
        "Are both needed under different names, or is one a leftover?", MODULES),
    "F502": RuleWords(
        "bug", "A format string and its values don't match",
        "The placeholders of a `%` string are filled by position or by name, never both. A mismatch fails only when the line runs.",
        "How would an f-string say this?", BASICS),
    "B002": RuleWords(
        "bug", "`++` counts nothing up",
        "Python has no `++`: `++n` is plus plus n, which is n. The value stays as it was.",
        "How does Python add one to a variable?", BASICS),
    "B005": RuleWords(
        "bug", "`strip` takes letters, not words",
        "The argument of `strip` is a set of characters, each of which is cut off at the ends: `'data.txt'.rstrip('.txt')` gives `'da'`.",
        "Which method removes one whole ending?", BASICS),
    "B006": RuleWords(
        "risk", "A default value that is shared by all calls",
        "A default is made once, when the function is defined. What one call adds to the list, the next call finds in it.",
        "Where could the empty list be made so that each call gets its own?", FUNCTIONS),
    "B008": RuleWords(
        "risk", "A default that is computed only once",
        "Defaults are computed when the function is defined, not when it is called. All calls share that one object or that one moment.",
        "When should this be computed, and what could the default say until then?", FUNCTIONS),
    "B012": RuleWords(
        "risk", "Leaving `finally` drops the error",
        "A `return`, `break` or `continue` inside `finally` throws away an error on its way out, so a failure looks like success.",
        "What must happen in `finally`, and what can come after it?", FUNCTIONS),
    "B015": RuleWords(
        "bug", "A comparison whose answer nobody uses",
        "A comparison alone on a line changes and checks nothing.",
        "Did you mean to assign with `=`, or to `assert` it?", BASICS),
    "B016": RuleWords(
        "bug", "Raising something that is no exception",
        "Only exceptions can be raised; a string or number gives a TypeError in place of your message.",
        "Which exception says best what went wrong?", FUNCTIONS),
    "B020": RuleWords(
        "risk", "The loop's variable takes the name of what it loops over",
        "From the first round on the name means one element, not what the loop began with. The loop itself goes on, but a line that uses the name later gets the element.",
        "What does a later line get under this name, and what is one element called?", LOOPS),
    "F402": RuleWords(
        "risk", "A loop's variable hides an import",
        "From here on the name means an element of the loop, no longer the module. Lines below that still mean the module fail or do something else.",
        "Does any line after this one still need the import?", LOOPS),
    "B023": RuleWords(
        "bug", "A function made in a loop sees only the last round",
        "A function looks its outer variables up when it is called, not when it is made. After the loop they all see the last value.",
        "How can the value of this round be handed to the function now?", FUNCTIONS),
    "B031": RuleWords(
        "bug", "A group of `groupby` can be read only once",
        "`groupby` gives iterators over one stream: reading a group a second time gives nothing.",
        "What would keep the group's elements for later?", LOOPS),
    "B035": RuleWords(
        "bug", "Every round writes the same key",
        "The key of this comprehension is the same in each round, so only the last value is left.",
        "Which part of the element should be the key?", STRUCTURES),
    "B904": RuleWords(
        "smell", "The first cause of an error isn't named",
        "`raise … from error` tells that the new error was caused by the old one. Without it the traceback reads as if handling it had failed.",
        "Whoever reads this traceback: should they see the first error, or is it noise?", FUNCTIONS),
    "PLE0643": RuleWords(
        "bug", "An index beyond the end",
        "Indexes count from 0, so a list of three ends at index 2.",
        "What is the index of the last element?", STRUCTURES),
    "PLE0704": RuleWords(
        "bug", "`raise` with nothing to raise",
        "A bare `raise` passes on the error that is being handled. Outside `except` there is none.",
        "Which error should be raised here?", FUNCTIONS),
    "PLW0133": RuleWords(
        "bug", "An error that is made but not raised",
        "An exception is an object like any other; until it is raised, nothing stops.",
        "Which word is missing at the start of the line?", FUNCTIONS),
    "PLW0177": RuleWords(
        "bug", "Comparing with NaN is never true",
        "NaN equals nothing, not even itself, so this comparison gives the same answer for every value.",
        "Which function tells whether a value is missing?", PANDAS),
    "PLW1501": RuleWords(
        "bug", "`open` doesn't know this mode",
        "The mode says whether a file is read, written or appended to, and whether it is text or bytes.",
        "What do you want to do with the file?", BASICS),
    "PLW1508": RuleWords(
        "risk", "A setting that is sometimes text and sometimes not",
        "What comes from the environment is always a string. A default of another type gives a value whose type depends on the machine.",
        "Where should the text be turned into a number?", BASICS),
    "PLW1510": RuleWords(
        "risk", "A command may fail without anybody noticing",
        "`subprocess.run` returns normally when the command fails, unless `check=True` is given or the exit status is looked at.",
        "What should your program do when the command fails?", BASICS),
    "PD007": RuleWords(
        "bug", "`.ix` no longer exists in pandas",
        "It guessed between labels and positions. `.loc` takes labels and `.iloc` takes positions.",
        "Do you mean the row's label or its position?", PANDAS),
    "NPY": RuleWords(
        "bug", "NumPy no longer has this name",
        "Names that NumPy removed fail with an AttributeError as soon as the line runs on a newer version.",
        "Which version of NumPy will this run on, and what is the name there?", ("NumPy arrays", "numpy")),
    "E722": RuleWords(
        "risk", "A bare `except` catches everything, even Ctrl-C",
        "Without a name, `except` also catches typing errors in your own code and the wish to stop. What fails then looks as if it had worked.",
        "Which error do you expect on these lines?", FUNCTIONS),
    "E712": RuleWords(
        "style", "Comparing with True or False",
        "A truth value can be used as it is. (For a pandas column the comparison works, but the column itself or `~` of it does too.)",
        "How would you say this condition aloud?", BASICS),
    "W605": RuleWords(
        "risk", "A backslash that means nothing",
        "In a string a backslash begins an escape such as `\\n`. Unknown ones are kept for now with a warning and will be errors.",
        "What does an `r` before the quote change?", BASICS),
    "S102": RuleWords(
        "risk", "`exec` runs whatever the text says",
        "Text that becomes code can do all that you can do: read keys, delete files, call home.",
        "Where does the text come from, and what would it do if a stranger wrote it?", SAFETY),
    "S105": RuleWords(
        "leak", "A password or key in the code",
        "What is written in code is in every copy of it, and stays in git's history after it is deleted.",
        "Where else could the program get it from when it starts?", SAFETY),
    "S113": RuleWords(
        "risk", "A request that may wait for ever",
        "Without a timeout a silent server stops your program for as long as it likes.",
        "How many seconds are you willing to wait?", SERVING),
    "S307": RuleWords(
        "risk", "`eval` runs whatever the text says",
        "Text that becomes code can do all that you can do. If it only holds a value, a parser for values is enough.",
        "What kinds of value can the text hold, and what reads just these?", SAFETY),
    "S324": RuleWords(
        "smell", "A hash that no longer protects",
        "MD5 and SHA-1 can be forged. They still serve to tell files apart, but not to keep passwords or to prove who wrote something.",
        "Must this hash stand up to somebody who wants to cheat?", SAFETY),
    "S501": RuleWords(
        "risk", "Anyone on the way can pretend to be the server",
        "`verify=False` skips the check of whom you talk to, so keys and answers can be read and changed on the way.",
        "Why does the check fail, and which certificate is missing?", SAFETY),
    "S506": RuleWords(
        "risk", "Loading this YAML can run code",
        "Full YAML can make any Python object while it is read. `safe_load` knows plain data only.",
        "What does the file hold besides text, numbers, lists and mappings?", SAFETY),
    "S602": RuleWords(
        "risk", "A shell reads this command",
        "With `shell=True` a name such as `a; rm -rf ~` is two commands. A list of arguments is never read by a shell.",
        "What would happen for a file name with a space or a semicolon?", SAFETY),
    "S608": RuleWords(
        "risk", "A value becomes part of the SQL",
        "Text that is pasted into SQL is read as SQL: a value with a quote ends the string and goes on as a command.",
        "How can the value be given to the database apart from the statement?", SAFETY),
    "S110": RuleWords(
        "risk", "An error is swallowed",
        "The handler does nothing, so a missing file or a wrong shape goes on as if all were well, and shows much later somewhere else.",
        "Which error may happen here, and who should hear of it?", FUNCTIONS),
    "RUF006": RuleWords(
        "risk", "A background task that may vanish",
        "The event loop keeps only a weak reference: a task that nothing else refers to may be collected before it is done.",
        "Who waits for this task to end?", FUNCTIONS),
    "RUF008": RuleWords(
        "bug", "One list shared by all instances",
        "A mutable default of a dataclass is one object for all instances: what one adds, all have.",
        "What could make a new one for each instance?", CLASSES),
    "RUF024": RuleWords(
        "bug", "All keys share one value",
        "`dict.fromkeys` puts the very same object under each key: what is added under one is under all.",
        "How can each key get a list of its own?", STRUCTURES),
    "DTZ003": RuleWords(
        "risk", "A UTC time that doesn't say so",
        "`utcnow` and `utcfromtimestamp` give a time without a zone, which everything else takes for local time. Both are deprecated.",
        "How can the time carry its zone with it?", BASICS),
})  # fmt: skip
