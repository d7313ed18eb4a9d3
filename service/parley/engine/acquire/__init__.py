"""How a model comes into a deployment: fetched, unpacked, recognised, converted, tried, shelved."""
