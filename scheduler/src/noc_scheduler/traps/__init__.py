"""The trap receiver: a process of its own that knows no database, and hands SNMP traps on over REST."""
