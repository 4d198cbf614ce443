"""What a framework's program cannot say as the layer does, and what stands there instead."""

TEXT = {
    "program_arrays": "The program reads {names} out of {file}, which has to lie in the folder "
    "where it runs: too many numbers to spell out.",
    "program_integers": "{name} has gradients of floating-point numbers only, so x ({dtype}) "
    "becomes float64.",
    "program_half": "x is float16. The program computes in float32 and rounds at the end, as the "
    "layer does: sums in half precision would lose digits.",
    "program_gradient_wide": "dy holds numbers beyond float32, so {name} computes in float64 and "
    "y and dx become {dtype} at the end.",
    "program_subnormal": "No program: {name} takes numbers below {smallest} for 0 on a CPU, and "
    "such numbers occur here.",
    "program_exact": "No program: x holds integers beyond {largest:,}, which float64 would round, "
    "and {name} has no gradient of integers.",
    "program_dtype": "No program: {name} has no {dtype}.",
    "program_pytorch_sides": "{function} pads both sides of an axis alike, here they differ (top "
    "{top}, bottom {bottom}, left {left}, right {right}). So F.pad pads first.",
    "program_pytorch_half": "{function} takes padding of at most half the kernel, and {pad} is "
    "more than half of {kernel}. So F.pad pads first.",
    "program_pytorch_dilation": "F.avg_pool2d has no dilation. So the sum of a window is a sum of "
    "slices, one for each of its cells.",
    "program_pytorch_nan": "F.max_pool2d gives index and gradient to the last NaN of a window, the "
    "layer to the first. So the windows are gathered and argmax takes the first.",
    "program_pytorch_infinite": "With windows of nothing but −∞, the −∞ of F.pad would tie and "
    "take the gradient away. So the windows are gathered, without padding.",
    "program_pytorch_lp": "F.lp_pool2d adds powers without absolute values and takes no padding. "
    "So the norm is written out.",
    "program_keras_gradient": "Keras has no gradients of its own. The program runs it on JAX, and "
    "jax.vjp gives dx.",
    "program_keras_sides": "Keras pads by “valid” and “same” alone. Here the windows reach past x "
    "by top {top}, bottom {bottom}, left {left}, right {right}, so keras.ops.pad pads first.",
    "program_keras_overhang": "Keras rounds sizes down unless the padding is “same”. Here the last "
    "window hangs over the end, so keras.ops.pad pads as far as windows reach (top {top}, bottom "
    "{bottom}, left {left}, right {right}).",
    "program_keras_dilation": "Keras’ pooling has no dilation. So the program reads the cells of "
    "the windows by index or by slices.",
    "program_keras_divisor": "Keras divides by the cells of x in the window. Here the divisor is "
    "another one, so sum and divisor are written out.",
    "program_keras_lp": "Keras has no Lp pooling, so the norm is written out.",
    "program_jax_dilation": "JAX has no gradient of a maximum over dilated windows. So the windows "
    "are gathered and argmax takes the winner.",
    "program_jax_nan": "On JAX the gradient of a window with NaN goes to a cell after the NaN. "
    "So the {name} program gathers the windows, and argmax takes the first NaN.",
    "program_jax_infinite": "With windows of nothing but −∞, padding of −∞ would tie and take the "
    "gradient away. So the {name} program gathers the windows, without padding.",
}
