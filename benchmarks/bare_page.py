"""What Streamlit and Plotly cost by themselves: one slider and one heatmap, as lean as can be."""

import gc

import numpy as np
import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def freeze_what_is_loaded() -> None:
    gc.collect()
    gc.freeze()


h = st.slider("h", 2, 16, 4, key="h")
z = np.random.RandomState(1).randint(0, 10, (h, h))
chart = {"data": [{"type": "heatmap", "z": z}], "layout": {"template": {}}}
st.plotly_chart(go.Figure(chart, _validate=False), key="chart")
freeze_what_is_loaded()
