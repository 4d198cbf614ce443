"""ONNX: the README of a backend test, what runtimes do otherwise, and the program's notes."""

TEXT = {
    "onnx_readme": "A test case for ONNX backends: run model.onnx on the input and compare with "
    "the outputs.\n\nNode: {node}\nOpset {opset}, IR version {ir_version}\n\n{arrays}\n\n"
    "What the runtimes make of it:\n{runtimes}",
    "onnx_flat_indices": "indices count through the whole array N*C*H*W, row by row.",
    "onnx_dropped": "Here a window would start in the padding after the input. The text of LpPool "
    "does not leave it out, as that of MaxPool does; onnx's own shape inference does.",
    "onnx_agrees": "gives these outputs.",
    "onnx_runtime_padding": "stops. It takes no padding that is as large as the kernel, although "
    "a dilated window reaches further.",
    "onnx_runtime_double": "stops. It has averages and norms in float32 only.",
    "onnx_runtime_nan": "gives other numbers. A NaN stays only if it is the first cell of its "
    "window that is no padding; here it should win everywhere.",
    "onnx_reference_twice": "gives another shape. With stride and dilation 1 and ceil_mode it adds "
    "the padding twice.",
    "onnx_reference_sides": "gives another shape. With stride and dilation 1 it takes the left "
    "padding for the bottom one.",
    "onnx_reference_int8": "stops. With stride and dilation 1 it pads with NaN, which int8 does "
    "not have.",
    "onnx_reference_ignores_nan": "stops or gives other numbers. With stride and dilation 1 it "
    "takes NaN for its own padding and leaves it out.",
    "onnx_reference_nan": "gives other numbers. A NaN stays only if it is the first cell of its "
    "window that is no padding; here it should win everywhere.",
    "onnx_reference_places": "gives other indices. With stride and dilation 1 it takes a winner's "
    "offset apart by the output's width, and counts within a plane.",
    "onnx_reference_shifts": "gives other numbers. Where a window hangs over by two cells or more, "
    "it moves all windows by half of that.",
    "onnx_reference_scales": "gives other numbers. Where a window hangs over, it takes the "
    "average of what is there times the whole kernel for the sum.",
    "onnx_reference_averages_nan": "gives other numbers. It leaves NaN out of its windows; here "
    "the result should be NaN.",
    "program_onnx_forward": "ONNX has no operator for the gradient of pooling, so the program "
    "goes forward only.",
    "program_onnx_double": "ONNX Runtime has {operator} in float32 only, and y is float64 here. "
    "So the cells of the windows are gathered and added up in float64.",
    "program_onnx_padding": "ONNX Runtime takes no padding that is as large as the kernel, and "
    "{pad} is not less than {kernel}. So the cells of the windows are gathered.",
    "program_onnx_nan": "In ONNX Runtime’s MaxPool a NaN wins only as the first cell of its "
    "window. So the cells of the windows are gathered and the first NaN is looked for.",
    "program_onnx_divisor": "ONNX’s AveragePool takes no divisor. So the cells of the windows are "
    "gathered, and their sum is divided by {divisor}.",
    "program_onnx_p": "ONNX’s LpPool takes only whole numbers for p, not {p}. So the norm is "
    "written out.",
    "program_onnx_exact": "No program: x holds numbers that float64 would round, such as "
    "{number}, and ONNX’s {operator} takes nothing wider.",
}
