"""Paths of the workspace: written `folder/file.py`, never leaving the root, whatever links a document has made."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import PurePosixPath

from .replace_file import put_in_place


class PathRefused(Exception):
    """The path is not one of the workspace, or what stands there cannot be replaced."""


def parse_path(path: object) -> str:
    """A workspace path as it came over the wire. Raises PathRefused for absolute, `..`, empty and the like."""
    if not isinstance(path, str) or not path or len(path.encode("utf-8", "replace")) > 1024:
        raise PathRefused("a path is a text of 1 to 1024 bytes")
    if "\0" in path or "\\" in path or path.startswith("/"):
        raise PathRefused(f"{path!r} is no relative path")
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise PathRefused(f"{path!r} has an empty part, `.` or `..`")
    return path


def relative_path(root: str, path: object, cwd: str | None = None) -> str | None:
    """The workspace path of what some code opened, `.` for the root; None for what lies outside of it."""
    try:
        text = os.fsdecode(path)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    whole = os.path.normpath(os.path.join(cwd or root, text))
    if whole == root:
        return "."
    return whole[len(root) + 1 :] if whole.startswith(root + os.sep) else None


def write_file(root: str, path: str, data: bytes) -> None:
    """Writes a file whole or not at all. Raises PathRefused."""
    folder = _open_folder(root, parse_path(path), create=True)
    name = PurePosixPath(path).name
    draft = f".{name[:60]}.{secrets.token_hex(6)}.part"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=folder)
        try:
            try:
                _write_whole(descriptor, data)
            finally:
                os.close(descriptor)
            put_in_place(draft, name, folder)
        except BaseException:
            os.unlink(draft, dir_fd=folder)
            raise
    except OSError as cause:
        raise PathRefused(f"cannot write {path!r}: {cause.strerror}") from cause
    finally:
        os.close(folder)


def delete_file(root: str, path: str) -> None:
    """Deletes a file, and the folders that are left empty. What is not there is deleted already."""
    try:
        folder = _open_folder(root, parse_path(path), create=False)
    except FileNotFoundError:
        return
    try:
        os.unlink(PurePosixPath(path).name, dir_fd=folder)
    except FileNotFoundError:
        pass
    except OSError as cause:
        raise PathRefused(f"cannot delete {path!r}: {cause.strerror}") from cause
    finally:
        os.close(folder)
    _remove_empty_folders(root, path)


def _write_whole(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _open_folder(root: str, path: str, create: bool) -> int:
    """A descriptor of the folder that holds `path`, opened step by step so that no link is followed.

    Raises PathRefused, and FileNotFoundError when it is absent and not to be made.
    """
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    for part in PurePosixPath(path).parts[:-1]:
        try:
            following = _step(folder, part, create)
        except FileNotFoundError:
            raise
        except OSError as cause:
            raise PathRefused(f"cannot enter {part!r} of {path!r}: {cause.strerror}") from cause
        finally:
            os.close(folder)
        folder = following
    return folder


def _step(folder: int, part: str, create: bool) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        return os.open(part, flags, dir_fd=folder)
    except FileNotFoundError:
        if not create:
            raise
        os.mkdir(part, 0o755, dir_fd=folder)
    except NotADirectoryError:
        # A file became a folder of the same name. A link is refused: it may lead out of the workspace.
        if not create or stat.S_ISLNK(os.stat(part, dir_fd=folder, follow_symlinks=False).st_mode):
            raise
        os.unlink(part, dir_fd=folder)
        os.mkdir(part, 0o755, dir_fd=folder)
    return os.open(part, flags, dir_fd=folder)


def _remove_empty_folders(root: str, path: str) -> None:
    for parent in PurePosixPath(path).parents:
        if str(parent) == ".":
            return
        try:
            folder = _open_folder(root, str(parent), create=False)
        except (FileNotFoundError, PathRefused):
            return
        try:
            os.rmdir(parent.name, dir_fd=folder)
        except OSError:
            return
        finally:
            os.close(folder)
