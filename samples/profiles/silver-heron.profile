# What an invented payer of institutional claims asks beyond the guide.
#
#   twinclaim validate --profile samples/profiles/silver-heron.profile samples/secondary

profile HERON on 005010X223A2 "Silver Heron Mutual: institutional claims"
payers SHM01 SHM02

# Who sends, and to whom.
segment GS in GS
  03 {SHM SAMPLEGATEWAY} "GS03 is SHM, or the gateway that passes claims on"
segment NM1 in 2010BB
  09 {SHM01 SHM02}

# Every member, spouse or child has a number of its own: there are no dependents.
loop 2000C N "Silver Heron's members have numbers of their own; send each as the subscriber"
segment NM1 in 2010BA
  09 like "SHM########" "Member numbers are SHM and eight digits"

# No interim bills but those of long stays, no notices.
segment CLM in 2300
  05-3 {1..5 7 8}
  20 N warning "Silver Heron does not read reasons for delay"

# A medical record number for each stay; attachments only by the portal, with a number.
segment REF in 2300 R when 01=EA if CLM05-1=11|18|21
segment PWK in 2300
  02 {EL FT}
  06 R like "SH*" "Take the attachment's number from the portal; it begins with SH"

# Outpatient lines carry their day, whatever the period of the bill.
segment DTP in 2400 R when 01=472 if CLM05-1=13|14|85 "Each outpatient line needs its day"

# Its own limits.
loop 2400 450
segment SV2 in 2400
  05 limit 5 digits 0 decimals "Units are whole numbers of up to five digits"

# After another payer: what it decided comes with the claim, not with the lines.
loop 2430 N if 2000B SBR01!=P warning "Send the first payer's decision with the claim (2320)"
