module untidy

go 1.26
