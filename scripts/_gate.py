"""What asks before a script writes a file, as the program itself asks: not an input, nobody else's file, no device."""

import contextlib
import os
import stat

from _program import stop


def checked_output(path, is_ours, what, inputs=()):
    """The place that is meant, with links resolved; ends with 2 where it must not be written. `is_ours(path)` tells
    whether what is there was written by this script; `what` names that. For the place and for PLACE.new beside it."""
    if path == "":
        stop("the name of the output is empty; was a variable of the shell unset?")
    try:
        path.encode()
    except UnicodeEncodeError:
        stop(f"the name {ascii(path)} is not UTF-8")
    try:
        target = os.path.realpath(path)
        for place in (target, target + ".new"):
            if os.path.islink(place):
                stop(f"{place!r} is a link, and this command would write it; remove it")
            if not os.path.lexists(place):
                continue
            facts = os.stat(place)
            if any(os.path.exists(i) and os.path.samefile(i, place) for i in inputs):
                stop(f"the output {path!r} is an input of this command; choose another name")
            if stat.S_ISDIR(facts.st_mode):
                stop(f"{place!r} is a folder; choose another name")
            if not stat.S_ISREG(facts.st_mode):
                stop(f"{path!r} is a device or a pipe, which is never replaced")
            if not facts.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(place, os.W_OK):
                stop(f"{place!r} is write-protected and is not replaced; choose another name")
            if facts.st_size > 0 and not is_ours(place):
                stop(f"{place!r} is there and is not {what}; it is not replaced, choose another name")
        folder = os.path.dirname(target)
        if target.startswith(("/dev/", "/proc/", "/sys/")) or not os.path.isdir(folder):
            stop(f"{path!r} cannot be written: there is no folder {folder!r}")
        if not os.access(folder, os.W_OK | os.X_OK):
            stop(f"{path!r} cannot be written: the folder {folder!r} takes no files")
    except OSError as error:
        stop(f"{path!r} cannot be written: {error.strerror}")
    return target


def begins_with(*beginnings):
    """Whether a file begins with one of these bytes, after the mark of UTF-8 if that is there."""

    def test(path):
        with open(path, "rb") as file:
            found = file.read(4096)
        return found.removeprefix(b"\xef\xbb\xbf").startswith(beginnings)

    return test


@contextlib.contextmanager
def replaced(target):
    """The name of a new file that takes the place of `target` when everything has been written, and only then."""
    new = target + ".new"
    try:
        yield new
        if os.path.exists(target):
            os.chmod(new, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(new, target)
    except OSError as error:
        stop(f"{target!r} cannot be written: {error.strerror}")
    finally:
        with contextlib.suppress(OSError):
            os.unlink(new)
