# What an invented state Medicaid program asks of professional claims, with the kinds of rules that such programs have:
# members of their own, taxonomy, drugs by their national codes, corrections by the payer's number.
#
#   twinclaim validate --profile samples/profiles/copper-ridge-medicaid.profile claims.837

profile COPPERRIDGE on 005010X222A1 "Copper Ridge Medicaid: professional claims"
payers CRM01 "COPPER RIDGE MEDICAID"
claims 2000B SBR09=MC

# Every member has a number of its own, newborns too from their second month on.
loop 2000C N warning "Members have numbers of their own; a newborn is billed under the mother for two months"
segment NM1 in 2010BA
  09 R like "CR#########" "Member numbers are CR and nine digits"

# Who bills and who renders by taxonomy.
segment PRV in 2000A R "The billing provider's taxonomy is required"
segment PRV in 2310B R "The rendering provider's taxonomy is required"

# Drugs name what was given: eleven digits, a quantity above nothing in one of four units.
loop 2410 R if SV101-2=J#### "Drugs need their national drug code"
segment LIN in 2410
  03 like "###########"
segment CTP in 2410
  05-1 {F2 GR ME ML UN}
edit CR-QUANTITY in 2410 at CTP04 if CTP04 <= 0 "The quantity of a drug is above nothing"

# A replacement or void names the claim by thirteen digits, and a replacement has one line.
segment REF in 2300 when 01=F8
  02 like "#############"
edit CR-REPLACED in 2300 at CLM05-3 if CLM05-3=7 & count 2400 (SV101) > 1 "A replacement changes one line"
edit CR-CHARGE in 2300 at CLM02 if ST BHT06=CH & CLM02 <= 0 "A claim that is to be paid has a charge"
