"""The migrations, in order. What is released is never changed; a change is a new one."""
