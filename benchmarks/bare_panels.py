"""Six bare heatmaps and as many controls as the page has: no page like it opens sooner."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

with st.sidebar:
    for i in range(23):
        st.number_input(f"number {i}", 0, 9, key=f"number{i}")
    for i in range(5):
        st.selectbox(f"choice {i}", ["one", "two"], key=f"choice{i}")
z = np.random.RandomState(1).randint(0, 10, (4, 4))
for row in range(2):
    for column, place in enumerate(st.columns(3)):
        chart = {"data": [{"type": "heatmap", "z": z}], "layout": {"template": {}, "height": 280}}
        figure = go.Figure(chart, _validate=False)
        place.plotly_chart(figure, key=f"chart_{row}{column}")
