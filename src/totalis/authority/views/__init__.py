"""The pages of the certificate service: public ones under `/service/`, examiners' under `/authority/`."""
