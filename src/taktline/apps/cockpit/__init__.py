"""The cockpit: what somebody who runs a plant looks at, as queries."""
