"""The page Code."""

TEXT = {
    "code_intro": "These settings as programs that run as they are, what other frameworks make "
    "of the same call, and the numbers as files.",
    "program_in_numpy": "NumPy",
    "program_in_cnnpool": "cnnpool",
    "program_in_pytorch": "PyTorch",
    "program_in_onnx": "ONNX",
    "program_in_keras": "Keras",
    "program_in_jax": "JAX",
    "framework": "Framework",
    "differences": "What frameworks give on these settings",
    "differences_about": "Every framework gets the kernel, the padding and the dilation, and the "
    "stride where one is set; all else is its own default. The plane shown is compared.",
    "legend_matters": "another rule, and it changes the result here",
    "legend_differs": "another rule, without effect on these numbers",
    "files": "Files",
    "files_about": "A file is made when you click. All of them begin with the numbers of this "
    "page.",
    "file_py": "Download the program",
    "file_npz": "All arrays (.npz)",
    "file_zip": "ONNX test case (.zip)",
    "file_html": "Panels as a page that works offline (.html)",
    "file_svg": "Panels as SVG",
    "file_png": "Panels as PNG",
    "no_onnx_file": "No ONNX test case: {why}",
    "files_from_python": 'The same from a terminal, without this page: `python -m cnnpool "LINK" '
    "--write FOLDER`.",
}
