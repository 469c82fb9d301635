# What an invented commercial payer asks of professional claims beyond the guide, with the kinds of rules that companion
# guides have: how it wants itself and its members named, what it does not take, limits of its system, authorizations.
#
#   twinclaim validate --profile samples/profiles/prairie-lantern.profile samples/surgery

profile LANTERN on 005010X222A1 "Prairie Lantern Health Plan: professional claims"
payers PLHP01 "PRAIRIE LANTERN HEALTH PLAN"

# The payer is known by its own identifier alone, its members by PLH and nine digits.
segment NM1 in 2010BB
  08 {PI}
  09 {PLHP01} "Send claims of all Lantern products to PLHP01"
segment NM1 in 2010BA
  09 R 12..12 like "PLH#########" "Member numbers are PLH and nine digits, as on the card"
segment SBR in 2000B
  09 {12 CI HM}

# Originals, replacements and voids; an interim bill or a correction is none of them.
segment CLM in 2300
  01 limit 18
  05-3 {1 7 8} "Lantern takes new claims, replacements (7) and voids (8)"
segment REF in 2300 when 01=F8
  02 like "PLC*" "Lantern's own claim numbers begin with PLC"

# Elective stays need an authorization; the number is A and eight digits.
segment REF in 2300 R when 01=G1 if CLM05-1=21 & CLM11!=AA & 2400 SV109!=Y warning "Stays need Lantern's authorization unless they were an emergency"
segment REF in 2300 when 01=G1
  02 like "A########"

# The system behind the gateway holds 25 lines and three other payers, and no claim notes.
loop 2400 25 "Lantern takes 25 lines a claim; send the rest on a second one"
loop 2320 3
segment NTE in 2300 N warning "Lantern does not read notes; send an attachment"

# Office visits name who saw the patient. Drugs name what was given.
loop 2310B R if CLM05-1=11 warning "Name the physician who saw the patient"
loop 2410 R if SV101-2=J#### warning "Drugs need the NDC"
