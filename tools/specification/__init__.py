"""What watches over openapi.yaml: its rules, its versions, its contract with the sandbox, and Codat's own document."""
