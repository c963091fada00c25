"""The example: Kent and Medway CCG's Covid-19 learning programme, built only on what its public page says, open data
about partners, and one training case that is marked as such everywhere."""
