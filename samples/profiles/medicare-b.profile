profile MEDICAREB on 005010X222A1 "Medicare fee for service, Part B and DME"
claims 2000B SBR09=MA|MB
