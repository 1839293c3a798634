"""Members who are meant together: by the rules of approvals, and by those who mention them."""
