"""The words of ruff's rules about smells and style, for those that learners meet most."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .rule_words import BASICS, CLASSES, COST, FUNCTIONS, LOOPS, MODULES, STRUCTURES, RuleWords

HABITS: Final[Mapping[str, RuleWords]] = MappingProxyType({
    "F401": RuleWords(
        "style", "An import that nothing uses",
        "Imports tell a reader what a file depends on. One too many costs start-up time and may ask for a package that nobody needs.",
        "Is it a leftover, or was something meant to use it?", MODULES),
    "F403": RuleWords(
        "smell", "A star import hides where names come from",
        "`import *` takes every name of a module, and may replace yours. Neither readers nor tools can tell then what is defined.",
        "Which names of the module do you use?", MODULES),
    "F541": RuleWords(
        "style", "An f-string with nothing to fill in",
        "The `f` asks Python to replace what stands in braces. Here there is nothing, which is often a forgotten variable.",
        "Was a value meant to stand in the text?", BASICS),
    "F841": RuleWords(
        "smell", "A value that is kept but never used",
        "A result with a name that nobody reads is either work for nothing or a sign that another variable is used by mistake.",
        "Which line should have used it?", BASICS),
    "E401": RuleWords(
        "style", "Several imports on one line",
        "One import per line makes a change of one of them a change of one line.",
        "How would the list of imports look, one below the other?", MODULES),
    "E402": RuleWords(
        "style", "An import in the middle of the file",
        "Imports at the top show at once what a file needs, and fail at the start rather than half-way.",
        "Does something have to run before this import?", MODULES),
    "E701": RuleWords(
        "style", "Two statements on one line",
        "Indentation shows what belongs to what. A debugger stops at lines, and a reader looks for one step in each.",
        "How does it look with a line of its own?", BASICS),
    "E711": RuleWords(
        "style", "Comparing with None by `==`",
        "There is one None, so identity is the question: `is None`. `==` may be redefined, and for arrays and tables it compares each element.",
        "What would `==` do if this were an array?", BASICS),
    "E721": RuleWords(
        "smell", "Comparing types",
        "A subclass is of its parent's kind too, but its type isn't equal. `isinstance` asks the right question.",
        "Should a subclass pass this test?", CLASSES),
    "E731": RuleWords(
        "style", "A lambda that gets a name",
        "A lambda is for a function that needs no name. With `def` the name also stands in tracebacks.",
        "What does the lambda save here?", FUNCTIONS),
    "E741": RuleWords(
        "style", "A name that looks like a digit",
        "l, O and I look like 1 and 0 in many fonts.",
        "What does the variable hold?", BASICS),
    "BLE001": RuleWords(
        "smell", "Every error is caught alike",
        "`except Exception` also catches misspelt names and wrong types in your own code, and treats a bug like a missing file.",
        "Which errors do you expect, and what else would you like to hear of?", FUNCTIONS),
    "B018": RuleWords(
        "smell", "A line that does nothing",
        "The value is computed and thrown away. Often a call, a print or an assignment is missing.",
        "What should happen with this value?", BASICS),
    "B009": RuleWords(
        "style", "`getattr` with a fixed name",
        "With a name that is known, a dot says the same and is easier to read.",
        "What does the string add?", CLASSES),
    "B011": RuleWords(
        "smell", "`assert False` can be switched off",
        "With `python -O` assertions aren't run. What must stop the program has to be raised.",
        "Which exception says what went wrong?", FUNCTIONS),
    "B033": RuleWords(
        "smell", "The same element twice in a set",
        "A set keeps each value once, so one of the two is a slip.",
        "Was another value meant?", STRUCTURES),
    "C901": RuleWords(
        "smell", "A function with many ways through it",
        "Each branch and loop adds a way through the function, and each way wants a test. Past ten hardly anyone can keep them all in mind.",
        "Which part of it could have a name of its own?", FUNCTIONS),
    "PLR0913": RuleWords(
        "smell", "A function with very many arguments",
        "Long lists of arguments are easily given in the wrong order. Those that travel together are often one thing, such as a configuration.",
        "Which of them belong together?", FUNCTIONS),
    "PLR0915": RuleWords(
        "smell", "A very long function",
        "A function that loads, trains and plots can't be tested or used in parts.",
        "Which steps could be functions of their own?", FUNCTIONS),
    "ARG001": RuleWords(
        "smell", "An argument that the function doesn't use",
        "Whoever calls it believes that the argument matters. Often the body reads a global variable of a similar name instead.",
        "Which name in the body should have been this argument?", FUNCTIONS),
    "RET503": RuleWords(
        "smell", "Some ways through the function give nothing",
        "A function that ends without `return` gives None. Callers that expect a value fail later, at another place.",
        "What should it give on the way that ends here?", FUNCTIONS),
    "SIM102": RuleWords(
        "style", "One condition inside another",
        "Two nested tests with nothing between them are one test with `and`.",
        "When exactly does the inner block run?", BASICS),
    "SIM103": RuleWords(
        "style", "A condition that returns True or False",
        "A comparison is a truth value already; it can be returned as it is.",
        "What is the value of the condition itself?", FUNCTIONS),
    "SIM107": RuleWords(
        "risk", "`return` in `finally` decides alone",
        "What `finally` returns replaces what the `try` returned, and drops an error on its way.",
        "Which of the two values should the caller get?", FUNCTIONS),
    "SIM113": RuleWords(
        "style", "Counting by hand in a loop",
        "`enumerate` gives the number together with the element, and never forgets to count when a round is skipped.",
        "What happens to the counter after a `continue`?", LOOPS),
    "SIM115": RuleWords(
        "smell", "A file that may stay open",
        "`with` closes a file even when an error comes in between. What was written to an open file may still be missing on the disk.",
        "What closes the file if the next line fails?", BASICS),
    "SIM118": RuleWords(
        "style", "`in` looks among the keys already",
        "A dictionary is searched by its keys, so `.keys()` adds nothing.",
        "What does `in` ask a dictionary?", STRUCTURES),
    "SIM222": RuleWords(
        "bug", "A condition that is always true",
        "A value that is not empty counts as true: `x == 1 or 2` means `(x == 1) or 2`, which is true for every x.",
        "What is compared with what here?", BASICS),
    "SIM223": RuleWords(
        "bug", "A condition that is never true",
        "One part of this `and` is false whatever the rest says, so the block never runs.",
        "Which part can change at all?", BASICS),
    "PERF401": RuleWords(
        "style", "A list filled in a loop",
        "A comprehension says in one expression what the list holds, and is faster.",
        "How would you say in one sentence what the list holds?", LOOPS),
    "RUF017": RuleWords(
        "smell", "Joining lists by `sum` copies them again and again",
        "Each addition copies all that came before: for n lists the work grows with the square of n.",
        "What walks through all the lists once?", COST),
    "RUF012": RuleWords(
        "smell", "A list or dictionary that belongs to the class",
        "What stands in the class body is one object for all instances: what one of them appends, all have.",
        "Should each instance have its own, and where would it be made?", CLASSES),
    "RUF015": RuleWords(
        "style", "A whole list for its first element",
        "`list(x)[0]` makes all elements to use one. `next(iter(x))` makes one.",
        "How much work is done that nobody needs?", COST),
    "PLW0603": RuleWords(
        "smell", "A function that changes a global variable",
        "What a function changes outside itself can't be seen where it is called, and makes results depend on the order of calls, in notebooks above all.",
        "What could the function take and give back instead?", FUNCTIONS),
    "PLW0120": RuleWords(
        "smell", "`else` after a loop that never breaks",
        "The `else` of a loop runs when no `break` ended it. Without a `break` it always runs.",
        "When did you want these lines to run?", LOOPS),
    "PLR1704": RuleWords(
        "smell", "An argument is overwritten on the way",
        "From here on the name no longer means what the caller gave.",
        "Does a later line still need the value that was given?", FUNCTIONS),
    "C4": RuleWords(
        "style", "A collection made by a detour",
        "A literal or a comprehension says what the collection holds without making another one first.",
        "Which step could be left out?", STRUCTURES),
    "N801": RuleWords(
        "style", "A class name in the style of a function",
        "By custom classes are written `LikeThis` and all else `like_this`, so that a reader sees which of them `name()` calls.",
        "How would a reader know that this is a class?", CLASSES),
    "N802": RuleWords(
        "style", "A function name in the style of a class",
        "By custom functions are written `like_this`; `LikeThis` makes a reader expect a class.",
        "What would you call it in words?", FUNCTIONS),
    "N805": RuleWords(
        "risk", "A method without `self`",
        "Python gives the instance to a method as its first argument, whatever it is called. A forgotten `self` shifts all the others by one.",
        "What will the first argument be when the method is called?", CLASSES),
    "UP031": RuleWords(
        "style", "An old way to put values into text",
        "An f-string shows each value where it will stand, and needs no counting of placeholders.",
        "How does the sentence read with the values in it?", BASICS),
    "UP008": RuleWords(
        "style", "`super` with arguments",
        "`super()` knows its class and instance. Written out, they must be kept right by hand when the class is renamed.",
        "What do the arguments say that Python doesn't know?", CLASSES),
})  # fmt: skip
