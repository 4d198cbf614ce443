"""The command ``python -m cnnpool LINK``, and the files that it writes."""

TEXT = {
    "command_settings": "Settings that differ from the defaults: {settings}",
    "command_defaults": "All settings are the defaults: the article's example.",
    "command_plane": "One plane, n={n}, c={c}, of a tensor of shape {shape}.",
    "command_indices": "indices: h*W + w of the winner of every window",
    "command_winner": "winner: its offset in the window, kh*KW + kw",
    "command_large": "{name} of shape {shape} is too large to print: --write DIR writes all of it.",
    "command_no_link": "This is neither an address nor a query such as kh=3&sh=2: {link}",
    "command_needs_input": "This link shows an array file, and no link holds a file: give it with "
    "--input FILE.",
    "command_numbers_stayed": "The typed numbers of this link were too many for it and stayed "
    "where they were typed: give them as a file with --input FILE.",
    "command_gradient_stayed": "The typed gradient of this link was too large for it and stayed "
    "where it was typed, so there is nothing to send back.",
    "command_other_numbers": "The numbers of the file are not those that were typed for this link.",
    "command_input_unused": "This link holds its tensor itself: --input is for pictures, array "
    "files and typed numbers that were too many for a link.",
    "command_needs_pillow": "Pictures need Pillow: pip install pillow.",
    "command_no_member": "The file has no array {member}; it has {names}.",
    "command_first_member": "The first array is read; choose another with --member: {names}.",
    "command_corner": "Of {h}×{w} cells the first {limit}×{limit} are shown.",
    "command_unreadable": "{path} cannot be read: {why}.",
    "command_file_too_large": "A file may have at most {limit:,} bytes, this one has {size:,}.",
    "command_unwritable": "{path} cannot be written to: {why}.",
    "command_written": "{count} files written to {path}: {names}.",
    "command_not_made": "{name} was not written: {why}",
    "file_needs_package": "It needs a package that is not installed: pip install {package}.",
}
