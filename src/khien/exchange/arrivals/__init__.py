"""What partners bring: admission, quarantine, and what they take back."""
