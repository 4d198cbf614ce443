"""The page, in Streamlit: one file a page, the controls, the link and the text catalogues."""
