"""HTTPS without a proxy: the certificate that the product makes for itself, or the one it is given."""
