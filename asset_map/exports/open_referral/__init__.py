"""What is published as Open Referral UK, the British profile of the Human Services Data Specification (HSDS) 3."""
