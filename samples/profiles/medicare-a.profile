profile MEDICAREA on 005010X223A2 "Medicare fee for service, Part A"
claims 2000B SBR09=MA|MB
