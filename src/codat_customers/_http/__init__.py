"""What has to be done about httpx from outside: its pools of connections, and the time that each step may take."""
